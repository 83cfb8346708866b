package com.example.dependencies;

public final class App {
    private App() {}

    public static void main(String[] args) {
        System.out.println("Hello");
    }
}

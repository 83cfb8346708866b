package com.example.registry;

public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("pulled");
    }
}

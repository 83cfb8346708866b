package com.example.cost;

public final class Main {
    public static void main(String[] args) {
        System.out.println("first");
    }
}

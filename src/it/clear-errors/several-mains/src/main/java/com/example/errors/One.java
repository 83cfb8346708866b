package com.example.errors;

public final class One {
    private One() {}

    public static void main(String[] args) {
        System.out.println("Hello");
    }
}

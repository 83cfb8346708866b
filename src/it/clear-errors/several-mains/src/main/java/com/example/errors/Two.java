package com.example.errors;

public final class Two {
    private Two() {}

    public static void main(String[] args) {
        System.out.println("Hello");
    }
}

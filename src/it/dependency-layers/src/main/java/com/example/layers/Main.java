package com.example.layers;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("layers");
    }
}

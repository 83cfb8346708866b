package com.example.zstd;

public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("compressed with Zstandard");
    }
}

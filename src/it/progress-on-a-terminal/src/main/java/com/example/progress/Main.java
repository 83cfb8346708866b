package com.example.progress;

/** Says nothing. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}

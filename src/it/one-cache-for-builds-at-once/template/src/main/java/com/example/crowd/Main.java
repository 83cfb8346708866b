package com.example.crowd;

/** One of many. */
public final class Main {
    private Main() {}

    /** Says which one. */
    public static void main(String[] args) {
        System.out.println("app NUMBER");
    }
}

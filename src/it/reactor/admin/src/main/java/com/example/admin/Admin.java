package com.example.admin;

import com.example.core.Core;

public final class Admin {
    private Admin() {}

    public static void main(String[] args) {
        System.out.println(new Core().name());
    }
}

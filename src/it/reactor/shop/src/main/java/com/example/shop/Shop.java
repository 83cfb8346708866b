package com.example.shop;

import com.example.core.Core;

public final class Shop {
    private Shop() {}

    public static void main(String[] args) {
        System.out.println(new Core().name());
    }
}

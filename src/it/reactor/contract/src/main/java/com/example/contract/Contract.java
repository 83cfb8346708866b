package com.example.contract;

public interface Contract {
    String name();
}

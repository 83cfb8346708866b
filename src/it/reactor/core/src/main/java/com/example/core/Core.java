package com.example.core;

import com.example.contract.Contract;

public final class Core implements Contract {
    @Override
    public String name() {
        return "core";
    }
}

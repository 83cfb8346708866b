package com.example.errors;

public interface Library {}

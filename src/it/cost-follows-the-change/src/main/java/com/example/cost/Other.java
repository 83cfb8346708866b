package com.example.cost;

final class Other {}

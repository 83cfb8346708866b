package com.example.petshop;

import jakarta.validation.Valid;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PetController {

    private final PetRepository pets;

    public PetController(PetRepository pets) {
        this.pets = pets;
    }

    @GetMapping("/pets")
    public List<Pet> all() {
        return pets.findAll();
    }

    @PostMapping("/pets")
    public Pet add(@Valid @RequestBody Pet pet) {
        return pets.save(pet);
    }
}

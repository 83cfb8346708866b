package io.github.layercake.destination;

import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.registry.ImagePush;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The registries that the image's names are about.
 *
 * @param push has begun with these names
 */
public record RegistryDestination(ImagePush push) implements Destination, AutoCloseable {

    /** Sends layers in the background, while others are being made. */
    public void send(List<Layer> layers) {
        push.send(layers);
    }

    @Override
    public Published publish(Images images, List<ImageReference> names) throws IOException {
        ImagePush.Sent sent = push.push(images);
        return new Published(sent.sent(), sent.mounted() + sent.present(), Optional.empty());
    }

    /** Stops what still runs. */
    @Override
    public void close() {
        push.close();
    }
}

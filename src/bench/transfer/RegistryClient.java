import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** What the benchmark itself puts into a repository, and reads from there. */
final class RegistryClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String repository;

    /**
     * Sends nothing yet.
     *
     * @param name {@code host:port/repository}
     */
    RegistryClient(String name) {
        int slash = name.indexOf('/');
        repository = "http://" + name.substring(0, slash) + "/v2" + name.substring(slash) + "/";
    }

    HttpResponse<byte[]> manifest(String tag) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(repository + "manifests/" + tag))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .build();
        return expect(200, http.send(request, BodyHandlers.ofByteArray()));
    }

    InputStream blob(String digest) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(repository + "blobs/" + digest)).build();
        return expect(200, http.send(request, BodyHandlers.ofInputStream())).body();
    }

    void putBlob(String digest, Path file) throws IOException, InterruptedException {
        HttpRequest begin = HttpRequest.newBuilder(URI.create(repository + "blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build();
        String location = expect(202, http.send(begin, BodyHandlers.discarding()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        HttpRequest put = HttpRequest.newBuilder(URI.create(location + "&digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofFile(file))
                .build();
        expect(201, http.send(put, BodyHandlers.discarding()));
    }

    void putManifest(String tag, String json) throws IOException, InterruptedException {
        HttpRequest put = HttpRequest.newBuilder(URI.create(repository + "manifests/" + tag))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(BodyPublishers.ofString(json))
                .build();
        expect(201, http.send(put, BodyHandlers.discarding()));
    }

    private static <T> HttpResponse<T> expect(int status, HttpResponse<T> response) {
        if (response.statusCode() != status) {
            throw new BenchException(response.request() + " was answered with " + response.statusCode());
        }
        return response;
    }
}

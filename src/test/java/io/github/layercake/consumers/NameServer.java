package io.github.layercake.consumers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A DNS server that knows one address and gives it to every name. */
record NameServer(DatagramSocket socket) implements AutoCloseable {
    /** An address of the loopback interface that nobody else listens on. */
    static final String HOST = "127.0.77.1";

    static final String ANSWER = "10.1.2.3";

    static NameServer start() throws IOException {
        NameServer server = new NameServer(new DatagramSocket(new InetSocketAddress(HOST, 53)));
        Thread thread = new Thread(server::serve, "name server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private static byte[] answer(byte[] query) throws IOException {
        int end = 12;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        boolean ipv4 = query[end + 2] == 1;
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.put(query, 0, 2).putShort((short) 0x8180);
        answer.putShort((short) 1).putShort((short) (ipv4 ? 1 : 0)).putInt(0);
        answer.put(query, 12, end + 5 - 12);
        if (ipv4) {
            answer.putShort((short) 0xc00c)
                    .putShort((short) 1)
                    .putShort((short) 1)
                    .putInt(60);
            answer.putShort((short) 4).put(InetAddress.getByName(ANSWER).getAddress());
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}

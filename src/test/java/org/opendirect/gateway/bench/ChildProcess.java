package org.opendirect.gateway.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A class of this benchmark as a process of its own, which says where it listens and may be told things, a line each. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final List<Integer> ports;

    private ChildProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader();
        this.in = process.outputWriter();
        String[] first = heard().split(" ");
        ports = new ArrayList<>();
        for (int i = 1; i < first.length; i++) {
            ports.add(Integer.parseInt(first[i]));
        }
    }

    static ChildProcess start(String java, List<String> jvmFlags, Class<?> main, List<String> arguments) throws IOException {
        return start(java, jvmFlags, System.getProperty("java.class.path"), main, arguments);
    }

    static ChildProcess start(String java, List<String> jvmFlags, String classPath, Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<String>(List.of(java));
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    List<Integer> ports() {
        return ports;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Returns what it says to this. */
    synchronized String tell(String command) throws IOException {
        in.write(command);
        in.newLine();
        in.flush();
        return heard();
    }

    private String heard() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("a process of the benchmark has ended early");
        }
        return line;
    }

    /** Its input ends, and it with it. */
    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

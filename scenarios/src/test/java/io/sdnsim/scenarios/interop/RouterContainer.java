package io.sdnsim.scenarios.interop;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.sdnsim.testkit.RequiredTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A container with the routers of {@code .ci/build-router-image}: none runs until it is told to, so
 * that its configuration can name the addresses that the engine gave.
 */
final class RouterContainer extends GenericContainer<RouterContainer> {
  private static final String IMAGE =
      System.getProperty("sdnsim.routers.image", "sdnsim/routers:bookworm");

  /** On everything that we start, with the process that did. */
  static final String LABEL = "io.sdnsim.interop";

  static final String LABEL_VALUE = Long.toString(ProcessHandle.current().pid());

  RouterContainer() {
    super(DockerImageName.parse(IMAGE));
    withImagePullPolicy(image -> false);
    withLabel(LABEL, LABEL_VALUE);
    withCommand("sleep", "infinity");
    // What FRR's daemons ask of the kernel.
    withCreateContainerCmdModifier(
        command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN, Capability.SYS_ADMIN));
  }

  /** Skips the test where there is no engine, or not this image. */
  static void require() {
    String purpose = "talk BGP with real routers";
    RequiredTools.require(
        DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers", purpose);
    boolean present = isPresent();
    RequiredTools.require(
        present, "the image " + IMAGE + " is not there (.ci/build-router-image)", purpose);
  }

  private static boolean isPresent() {
    try {
      DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Removes what is left of this process's containers. */
  static void removeAll() {
    DockerClient client = DockerClientFactory.instance().client();
    client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(LABEL, LABEL_VALUE))
        .exec()
        .forEach(left -> client.removeContainerCmd(left.getId()).withForce(true).exec());
  }

  /** Its address, which this machine reaches directly. */
  String address() {
    return network().getIpAddress();
  }

  /** This machine's address, as the container sees it. */
  String hostAddress() {
    return network().getGateway();
  }

  private ContainerNetwork network() {
    return getContainerInfo().getNetworkSettings().getNetworks().values().iterator().next();
  }

  void put(String path, String text) {
    copyFileToContainer(Transferable.of(text), path);
  }

  void put(String path, byte[] bytes) {
    copyFileToContainer(Transferable.of(bytes), path);
  }

  /** Stops a process where it stands: it neither sends nor takes anything; or lets it go on. */
  void freeze(String process, boolean frozen) {
    shell("pkill -" + (frozen ? "STOP " : "CONT ") + process);
  }

  /** What a shell command says that must succeed. */
  String shell(String command) {
    ExecResult result = attempt(command);
    if (result.getExitCode() != 0) {
      throw new ContainerLaunchException(
          command
              + " exits with "
              + result.getExitCode()
              + ": "
              + result.getStdout()
              + result.getStderr());
    }
    return result.getStdout();
  }

  ExecResult attempt(String command) {
    try {
      return execInContainer("sh", "-c", command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

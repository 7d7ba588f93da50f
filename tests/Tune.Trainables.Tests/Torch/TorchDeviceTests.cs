using TorchSharp;
using Tune.Trainables.Torch;

namespace Tune.Trainables.Tests.Torch;

public sealed class TorchDeviceTests
{
    [Test]
    public void Resolve_Cpu_IsTheCpu() => Assert.That(TorchDevice.Resolve("cpu").type, Is.EqualTo(DeviceType.CPU));

    [Test]
    public void Resolve_Auto_TakesAGpuExactlyIfThereIsOne() =>
        Assert.That(
            TorchDevice.Resolve("auto").type,
            Is.EqualTo(torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU));

    [TestCase("cuda:999")]
    public void Resolve_GpuThatIsNotThere_SaysWhatToDo(string name) =>
        Assert.That(
            () => TorchDevice.Resolve(name),
            Throws.InvalidOperationException.With.Message.Contains("'cuda:999'").And.Message.Contains("-p:Torch=cuda"));

    [TestCase("gpu"), TestCase("cuda:"), TestCase("cuda:-1"), TestCase("cuda:x"), TestCase("CPU"), TestCase("")]
    public void Resolve_UnknownWord_IsRefusedWithTheAllowedOnes(string name) =>
        Assert.That(
            () => TorchDevice.Resolve(name),
            Throws.ArgumentException.With.Message.Contains("auto, cpu, cuda and cuda:N"));
}

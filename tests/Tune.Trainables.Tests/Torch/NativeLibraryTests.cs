using static TorchSharp.torch;

namespace Tune.Trainables.Tests.Torch;

public sealed class NativeLibraryTests
{
    [Test]
    public void Matmul_OnThisHost_LoadsLibtorchAndMultiplies()
    {
        using var scope = NewDisposeScope();
        var left = tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        var right = tensor(new float[] { 5, 6, 7, 8 }, [2, 2]);

        Assert.That(left.matmul(right).data<float>().ToArray(), Is.EqualTo(new float[] { 19, 22, 43, 50 }));
    }
}

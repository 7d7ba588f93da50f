using Tune.Gpus;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Gpus;

/// <summary>A driver that works.</summary>
internal static class Opened
{
    public static GpuDriver By(FakeGpuDriver fake) =>
        GpuDriver.TryOpen(out var why, fake.Library) ?? throw new InvalidOperationException(why);
}

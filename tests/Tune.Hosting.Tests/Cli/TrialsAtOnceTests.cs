using Tune.Cli.Simulating;

namespace Tune.Hosting.Tests.Cli;

/// <summary>How many trials share a machine.</summary>
internal sealed class TrialsAtOnceTests
{
    [TestCase(8, 1, 0, null, 8)]
    [TestCase(8, 3, 0, null, 2)]
    [TestCase(2, 64, 0, null, 1, Description = "a run would refuse it; a forecast has one after the other")]
    [TestCase(8, 1, 0, 4L, 2)]
    [TestCase(8, 1, 0, 100L, 1)]
    [TestCase(8, 1, 0.3, null, 6, Description = "three on each of two cards")]
    [TestCase(8, 1, 2, null, 1)]
    [TestCase(8, 0, 0, null, 8)]
    public void Of_SlotsCoresCardsAndMemory_IsTheScarcest(
        int slots, double cpu, double gpu, long? memory, int atOnce) => Assert.That(
        new TrialsAtOnce(slots, gpus: 2, new Dictionary<string, double>(), memoryBytes: 10).Of(
            SomeEvents.Spec with { Resources = new(cpu, gpu, memory) }),
        Is.EqualTo(atOnce));

    [TestCase(8, 1, null, null)]
    [TestCase(8, 3, null, "8 slots and 2 trials at once, as each needs 3 cpu")]
    [TestCase(1, 2, null, "1 slot and 1 trial at once, as each needs 2 cpu: more than there are, a run here would "
        + "refuse it")]
    [TestCase(8, 3, 1, "8 slots, of which MaxConcurrent lets 1 run trials")]
    public void Why_FewerTrialsThanSlots_SaysWhatTakesThem(int slots, double cpu, int? concurrent, string? why)
    {
        var spec = SomeEvents.Spec with { Resources = new(cpu), MaxConcurrent = concurrent };
        var atOnce = new TrialsAtOnce(slots, gpus: 0, new Dictionary<string, double>(), memoryBytes: 10);

        Assert.That(atOnce.Why(spec, atOnce.Of(spec)), Is.EqualTo(why));
    }
}

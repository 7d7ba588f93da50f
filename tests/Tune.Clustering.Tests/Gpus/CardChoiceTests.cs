using Tune.Gpus;

namespace Tune.Clustering.Tests.Gpus;

public sealed class CardChoiceTests
{
    private static readonly GpuCard[] Cards =
    [
        new(0, "GPU-aa11", "NVIDIA L4", 24), new(1, "GPU-ab22", "NVIDIA H200", 141),
        new(2, "MIG-1", "NVIDIA H200 MIG 1g.18gb", 18), new(2, "MIG-2", "NVIDIA H200 MIG 1g.18gb", 18),
    ];

    // What CUDA makes of the variable: https://docs.nvidia.com/cuda, "CUDA Environment Variables".
    [TestCase(null, "GPU-aa11 GPU-ab22 MIG-1 MIG-2")]
    [TestCase("", "")]
    [TestCase("-1", "")]
    [TestCase("1,0", "GPU-ab22 GPU-aa11")]
    [TestCase("1, 0", "GPU-ab22 GPU-aa11")]
    [TestCase("0,7,1", "GPU-aa11", Description = "an entry that is no card hides those after it")]
    [TestCase("GPU-ab", "GPU-ab22")]
    [TestCase("GPU-a", "", Description = "the beginning of two")]
    [TestCase("MIG-2,GPU-aa11", "MIG-2 GPU-aa11")]
    [TestCase("2", "", Description = "a number does not say which part")]
    [TestCase("0,0", "GPU-aa11")]
    public void Visible_Variable_LeavesWhatCudaWouldLeave(string? variable, string expected) =>
        Assert.That(
            string.Join(' ', CardChoice.Visible(Cards, variable).Select(card => card.Uuid)), Is.EqualTo(expected));

    [Test]
    public void Listed_NumbersAndNames_AreTheseInThisOrder() =>
        Assert.That(CardChoice.Listed(Cards, "MIG-2,0"), Is.EqualTo([Cards[3], Cards[0]]));

    [TestCase("5", "There is no graphics card '5'. There is: 0 (GPU-aa11), 1 (GPU-ab22), 2 (MIG-1), 2 (MIG-2).")]
    [TestCase("0,,1", "There is no graphics card ''. There is: 0 (GPU-aa11), 1 (GPU-ab22), 2 (MIG-1), 2 (MIG-2).")]
    [TestCase("0,GPU-aa", "The graphics card 'GPU-aa' is named twice.")]
    public void Listed_EntryThatIsNoCard_IsNamed(string list, string message) =>
        Assert.That(() => CardChoice.Listed(Cards, list),
            Throws.TypeOf<FormatException>().With.Message.EqualTo(message));
}

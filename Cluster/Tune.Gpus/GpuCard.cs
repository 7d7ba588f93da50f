namespace Tune.Gpus;

/// <summary>A graphics card as the driver knows it, or a part of one that the driver treats as a card of its own
/// (a MIG instance).</summary>
/// <param name="Index">Its number, from 0, among the cards of the machine in the order of their PCI addresses; the
/// parts of a card that is cut up have its number.</param>
/// <param name="Uuid">Its name for good, such as <c>GPU-8f2e…</c> or <c>MIG-4a51…</c>. <c>CUDA_VISIBLE_DEVICES</c>
/// takes it.</param>
/// <param name="Model">What it is, such as <c>NVIDIA H200</c>.</param>
/// <param name="MemoryBytes">Its memory, in bytes; 0 if the driver does not say.</param>
public sealed record GpuCard(int Index, string Uuid, string Model, long MemoryBytes);

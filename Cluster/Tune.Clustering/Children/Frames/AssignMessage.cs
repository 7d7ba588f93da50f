using System.Text.Json;
using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children.Frames;

/// <summary>An attempt to run, the name of the training code, and what that code is.</summary>
/// <param name="Trainable">The name.</param>
/// <param name="Code">Its description, or only the fingerprint where that is too long.</param>
/// <param name="IsPortable">Whether the code can be made from the description.</param>
/// <param name="WhyNot">Why not, as the end of a sentence; else empty.</param>
/// <param name="Assignment">What to train.</param>
internal sealed record AssignMessage(
    string Trainable, string Code, bool IsPortable, string WhyNot, TrialAssignment Assignment)
{
    private const int GpusMax = 1024;

    public void Write(FrameBuffer target)
    {
        var it = Assignment;
        target.Text(Trainable);
        target.Text(Code);
        target.Flag(IsPortable);
        target.Text(WhyNot);
        target.Text(it.Experiment);
        target.Number(it.Trial.Number);
        target.Number(it.Attempt.Number);
        target.Text(JsonSerializer.Serialize(it.Config));
        target.Number(unchecked((long)it.Seed));
        target.Text(it.Metric);
        target.Text(Path.GetFullPath(it.Folder));
        target.TextOrNull(it.From is null ? null : Path.GetFullPath(it.From));
        target.Number(it.FromIteration);
        target.Number(it.Milestone);
        target.Number(it.Checkpoints.EveryIterations);
        target.Number(it.Checkpoints.EveryInterval.Ticks);
        target.Number(it.Checkpoints.KeepLast);
        target.Number(it.Checkpoints.KeepBest);
        target.TextOrNull(it.Checkpoints.QuotaBytes is { } bytes ? JsonSerializer.Serialize(bytes) : null);
        target.Text(JsonSerializer.Serialize(it.Resources));
        target.Text(JsonSerializer.Serialize(it.Where));
        target.Number(it.Threads);
        target.Number(it.Gpus.Count);
        foreach (var gpu in it.Gpus)
        {
            target.Number(gpu);
        }

        target.Number(it.Cards.Count);
        foreach (var card in it.Cards)
        {
            target.Text(card);
        }
    }

    public static AssignMessage Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        var (trainable, code, isPortable, whyNot) = (reader.Text(), reader.Text(), reader.Flag(), reader.Text());
        var assignment = new TrialAssignment
        {
            Experiment = reader.Text(),
            Trial = new TrialId(reader.Small()),
            Attempt = new Attempt(reader.Small()),
            Config = JsonSerializer.Deserialize<Configuration>(reader.Text())!,
            Seed = unchecked((ulong)reader.Number()),
            Metric = reader.Text(),
            Folder = reader.Text(),
            From = reader.TextOrNull(),
            FromIteration = reader.Small(),
            Milestone = reader.Small(),
            Checkpoints = new CheckpointPolicy
            {
                EveryIterations = reader.Small(),
                EveryInterval = TimeSpan.FromTicks(reader.Number()),
                KeepLast = reader.Small(),
                KeepBest = reader.Small(),
                QuotaBytes = reader.TextOrNull() is { } bytes ? JsonSerializer.Deserialize<long>(bytes) : null,
            },
            Resources = JsonSerializer.Deserialize<Resources>(reader.Text())!,
            Where = JsonSerializer.Deserialize<Allocation>(reader.Text()),
            Threads = reader.Small(),
        };
        var numbers = new int[CountOfCards(reader.Small())];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.Small();
        }

        var names = new string[CountOfCards(reader.Small())];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.Text();
        }

        return new AssignMessage(
            trainable, code, isPortable, whyNot, assignment with { Gpus = numbers, Cards = names });
    }

    private static int CountOfCards(int count) => count is >= 0 and <= GpusMax
        ? count
        : throw new FrameException($"An assignment names {count} graphics cards; at most {GpusMax} are allowed.");
}

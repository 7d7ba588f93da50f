using Tune.Engine.Trials;

namespace Tune.Storage.LiteDb;

/// <summary>
/// The whole numbers that documents are found by. Whole numbers because LiteDB orders texts by the culture of the
/// process, in which neighbours can swap places.
/// </summary>
internal static class LiteKeys
{
    public const string Experiments = "experiments";
    public const string Trials = "trials";
    public const string Points = "points";

    private const int TrialBits = 25;
    private const int LevelBits = 2;
    private const int DocumentBits = 20;
    private const int ExperimentBits = 16;

    /// <summary>The document of a trial: the experiment's number, then the trial's.</summary>
    public static long Trial(int experiment, TrialId trial) =>
        ((long)Checked(experiment, ExperimentBits, "experiments") << TrialBits)
        | (long)Checked(trial.Number, TrialBits, "trials");

    /// <summary>A chunk (level 0) or a document of a level.</summary>
    public static long Point(int experiment, TrialId trial, int level, int document) =>
        (((Trial(experiment, trial) << LevelBits) | (long)level) << DocumentBits)
        | (long)Checked(document, DocumentBits, "chunks of a trial");

    /// <summary>The smallest number that a trial of an experiment can have.</summary>
    public static long FirstTrial(int experiment) => (long)experiment << TrialBits;

    /// <summary>The smallest number that a chunk of an experiment can have.</summary>
    public static long FirstPoint(int experiment) => FirstTrial(experiment) << (LevelBits + DocumentBits);

    private static int Checked(int number, int bits, string what) => number >= 0 && number < 1 << bits
        ? number
        : throw new TrackingDamageException($"there is room for {1 << bits:N0} {what}, and this is number {number:N0}");
}

using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Trainables.Torch.Checkpoints;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch;

/// <summary>
/// A class trainable whose state is Torch's: give it the objects to train and one iteration, and it can be paused,
/// moved, retried and cloned. It chooses the device, sets the threads, seeds Torch, opens a scope around each
/// iteration that frees the iteration's tensors, and keeps checkpoints by <see cref="TorchCheckpoint"/>, exact to the
/// bit on the CPU.
/// </summary>
/// <remarks>
/// Torch's random numbers and scopes belong to the process and the thread. So register the class with
/// <see cref="TorchTrainables.Class{TConfig}"/>, which gives each running trial a process of its own, and await
/// nothing within an iteration. A clone (a checkpoint of another trial, as in population based training) keeps its
/// own learning rate and the like and draws its own random numbers; so does a trial whose configuration was changed.
/// </remarks>
/// <typeparam name="TConfig">The configuration's type.</typeparam>
public abstract class TorchTrainable<TConfig> : StepTrainable<TConfig>
{
    private const string ConfigNote = "config";
    private const string SeedNote = "seed";

    private readonly string _wanted;
    private TorchTraining? _training;

    /// <summary>Chooses the device by a word.</summary>
    /// <param name="device"><c>auto</c>, the default: the first GPU among the trial's resources, or the CPU if it has
    /// none.
    /// <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>: that one, and an error where it is not.</param>
    protected TorchTrainable(string device = "auto") => _wanted = device;

    /// <summary>Where to put the model and the data. The CPU until <see cref="Build"/> is called.</summary>
    protected Device Device { get; private set; } = CPU;

    /// <summary>Makes the model on <see cref="Device"/>, its optimizer and its schedule, and puts the data where it
    /// is needed. Torch is seeded for this trial. Called once.</summary>
    /// <returns>The objects whose state a checkpoint holds; they are disposed at the end.</returns>
    protected abstract TorchTraining Build(TConfig config);

    /// <summary>Trains one iteration. Tensors made within it are freed after it, unless they are moved or detached
    /// from its scope.</summary>
    /// <returns>What was measured; null if there was nothing left to do, which completes the trial.</returns>
    protected abstract MetricSet? Train();

    /// <summary>Gives back what <see cref="Build"/> took besides the objects it returned. Called at the end, however
    /// it came.
    /// </summary>
    protected virtual void Release()
    {
    }

    /// <inheritdoc/>
    protected sealed override void Setup(TConfig config)
    {
        set_num_threads(Context.Threads);
        Device = TorchDevice.Resolve(Wanted());
        Seed("torch/start", 0);
        _training = Build(config);
    }

    /// <inheritdoc/>
    protected sealed override MetricSet? Step()
    {
        using var scope = NewDisposeScope();
        return Train();
    }

    /// <inheritdoc/>
    protected sealed override void Save(string folder)
    {
        var notes = new Dictionary<string, string>
        {
            [ConfigNote] = Text(Context.Config.Fingerprint),
            [SeedNote] = Text(Context.Seed),
        };
        TorchCheckpoint.Save(folder, Built(), notes);
    }

    /// <inheritdoc/>
    protected sealed override void Load(RestoredCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var notes = TorchCheckpoint.ReadNotes(checkpoint.Folder);
        var same = notes.GetValueOrDefault(SeedNote) == Text(Context.Seed)
            && notes.GetValueOrDefault(ConfigNote) == Text(Context.Config.Fingerprint);
        TorchCheckpoint.Load(checkpoint.Folder, Built(), new RestoreScope(Options: same, Random: same));
        if (!same)
            Seed("torch/clone", checkpoint.Iteration);
    }

    /// <inheritdoc/>
    protected sealed override void Cleanup()
    {
        Release();
        _training?.Optimizer?.Dispose();
        _training?.Model.Dispose();
    }

    private static string Text(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private TorchTraining Built() => _training ?? throw new InvalidOperationException("Nothing is built before Setup.");

    private void Seed(string purpose, int iteration)
    {
        var seed = unchecked((long)KeyedRandom.For(Context.Seed, purpose, iteration).NextWord());
        random.manual_seed(seed);
        if (cuda.is_available())
            cuda.manual_seed_all(seed);
    }

    // A child process sees its own cards alone, counted from 0; on a thread the node's numbers hold.
    private string Wanted() => _wanted switch
    {
        "auto" when Context.Gpus.Count == 0 => "cpu",
        "auto" or "cuda" when Context.Gpus.Count > 0 =>
            Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is null
                ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Context.Gpus[0]}")
                : "cuda:0",
        _ => _wanted,
    };
}

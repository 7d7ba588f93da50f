using System.Security.Cryptography;
using System.Text.Json;
using Tune.Trainables.Torch.Safetensors;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>
/// Saves and restores a training as a folder of three files: <c>model.safetensors</c> (the module's parameters and
/// buffers, under PyTorch's names), <c>training.safetensors</c> (the optimizer's memory and the state of Torch's
/// random numbers) and
/// <c>checkpoint.json</c> (hashes, optimizer options, schedule position, the caller's notes). On the CPU, with the
/// same number of threads, a training that goes on from a checkpoint gives bitwise what an unbroken one gives.
/// </summary>
/// <remarks>
/// Nothing is synced to the disk and nothing is renamed here: the checkpoint store, which takes the folder over, does
/// that. Restoring verifies every hash and every shape before the first weight is touched. On CUDA the random numbers
/// go on from a seed derived from the CPU's state, which is deterministic but not what an unbroken training would
/// have drawn.
/// </remarks>
public static class TorchCheckpoint
{
    /// <summary>The model's file in the folder.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>The file of the optimizer's memory and the random state.</summary>
    public const string TrainingFile = "training.safetensors";

    /// <summary>The manifest's file.</summary>
    public const string ManifestFile = "checkpoint.json";

    private const string RandomState = "random.cpu";
    private const int LargestManifest = 16 << 20;

    /// <summary>Writes a checkpoint into a folder, which is made if need be.</summary>
    /// <param name="folder">Where the files go; files of an earlier checkpoint are replaced.</param>
    /// <param name="training">What to save.</param>
    /// <param name="notes">Anything else the training needs to go on, as text.</param>
    public static void Save(
        string folder, TorchTraining training, IReadOnlyDictionary<string, string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        var (model, optimizer, schedule) = training;
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        var memory = optimizer is null ? null : OptimizerMemory.Of(optimizer);
        List<KeyValuePair<string, Tensor>> state = [new(RandomState, get_rng_state())];
        state.AddRange(memory?.Tensors() ?? []);
        SafetensorsWriter.Write(Path.Combine(folder, ModelFile), model.state_dict());
        SafetensorsWriter.Write(Path.Combine(folder, TrainingFile), state);
        var manifest = new CheckpointManifest(
            CheckpointManifest.CurrentFormat,
            new[] { ModelFile, TrainingFile }.ToDictionary(name => name, name => Fingerprint(folder, name)),
            memory?.Describe(),
            schedule?.Position,
            get_num_threads(),
            notes ?? new Dictionary<string, string>());
        File.WriteAllBytes(
            Path.Combine(folder, ManifestFile),
            JsonSerializer.SerializeToUtf8Bytes(manifest, CheckpointManifestJson.Default.CheckpointManifest));
    }

    /// <summary>Restores a checkpoint into fresh objects of the same build. Either all of it is restored or, on an
    /// error, none.
    /// </summary>
    /// <param name="folder">The folder that <see cref="Save"/> wrote.</param>
    /// <param name="training">Receives the state. Without an optimizer its memory stays in the file; a schedule must be
    /// fresh, and takes the saved number of steps.</param>
    /// <param name="scope">What comes from the checkpoint; null means everything.</param>
    /// <returns>The notes that were saved.</returns>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or of another model or optimizer; the message
    /// says what does not fit.</exception>
    public static IReadOnlyDictionary<string, string> Load(
        string folder, TorchTraining training, RestoreScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        var (model, optimizer, schedule) = training;
        var (options, random) = scope ?? RestoreScope.Everything;
        var manifest = ReadManifest(folder);
        foreach (var name in new[] { ModelFile, TrainingFile })
            Verify(folder, name, manifest);
        using var temporary = NewDisposeScope();
        using var weights = SafetensorsFile.Open(Path.Combine(folder, ModelFile));
        using var state = SafetensorsFile.Open(Path.Combine(folder, TrainingFile));
        var memory = optimizer is null ? null : OptimizerMemory.Of(optimizer);
        var saved = manifest.Optimizer;
        if (memory is not null && saved is null)
            throw new InvalidDataException($"The checkpoint in '{folder}' has no optimizer.");
        if (schedule is not null && manifest.SchedulePosition is null)
            throw new InvalidDataException($"The checkpoint in '{folder}' has no learning rate schedule.");
        if (schedule?.Position > manifest.SchedulePosition)
            throw new InvalidOperationException(
                $"The schedule stands at step {schedule.Position} and the checkpoint at {manifest.SchedulePosition}: "
                + "load into a fresh schedule.");
        if (!state.Entries.ContainsKey(RandomState))
            throw new InvalidDataException($"The checkpoint in '{folder}' lacks the state of the random numbers.");
        ModelWeights.CheckFits(model, weights);
        memory?.CheckFits(saved!, state);

        ModelWeights.Restore(model, weights);
        schedule?.AdvanceTo(manifest.SchedulePosition!.Value);
        memory?.Restore(saved!, state, options);
        if (random)
            RestoreRandom(state);
        return manifest.Notes;
    }

    /// <summary>The notes of a checkpoint, without restoring it.</summary>
    /// <exception cref="InvalidDataException">The folder holds no checkpoint.</exception>
    public static IReadOnlyDictionary<string, string> ReadNotes(string folder) => ReadManifest(folder).Notes;

    private static void RestoreRandom(SafetensorsFile file)
    {
        var state = file.Read(RandomState);
        set_rng_state(state);
        if (cuda.is_available())
        {
            var hash = SHA256.HashData(state.bytes);
            cuda.manual_seed_all(BitConverter.ToInt64(hash));
        }
    }

    private static CheckpointManifest ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
            throw new InvalidDataException($"'{folder}' is not a checkpoint: it has no {ManifestFile}.");
        if (new FileInfo(path).Length > LargestManifest)
            throw new InvalidDataException($"'{path}' has more than the allowed {LargestManifest} bytes.");
        try
        {
            var manifest = JsonSerializer.Deserialize(
                File.ReadAllBytes(path), CheckpointManifestJson.Default.CheckpointManifest)
                ?? throw new JsonException("it is null");
            return manifest.Format == CheckpointManifest.CurrentFormat ? manifest : throw new InvalidDataException(
                $"'{path}' has the format {manifest.Format}; this version reads {CheckpointManifest.CurrentFormat}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}' is not a checkpoint's manifest: {error.Message}", error);
        }
    }

    private static void Verify(string folder, string name, CheckpointManifest manifest)
    {
        if (!manifest.Files.TryGetValue(name, out var expected) || !File.Exists(Path.Combine(folder, name)))
            throw new InvalidDataException($"The checkpoint in '{folder}' lacks its file {name}.");
        if (Fingerprint(folder, name) != expected)
            throw new InvalidDataException(
                $"'{Path.Combine(folder, name)}' is damaged: its SHA-256 is not the one in {ManifestFile}.");
    }

    private static CheckpointFile Fingerprint(string folder, string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        return new CheckpointFile(file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}

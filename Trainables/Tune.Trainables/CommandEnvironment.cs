using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tune.Engine.Ports;
using Tune.Files;
using Tune.Processes;
using Tune.Trainables.Commands;

namespace Tune.Trainables;

/// <summary>What a program is told before it starts: by environment variables and one file.</summary>
internal static class CommandEnvironment
{
    // Linux takes no single variable above 128 KiB.
    private const int VariableMax = 100_000;

    /// <summary>The folder in which the program puts its checkpoints, in that of the attempt.</summary>
    public const string CheckpointName = "checkpoint";

    /// <summary>How to start the program for one attempt.</summary>
    /// <exception cref="InvalidTrainableException">There is no such program.</exception>
    public static ProcessStartInfo Prepare(CommandOptions options, TrialAssignment assignment, bool isCheckpointDue)
    {
        var folder = options.WorkingDirectory ?? Environment.CurrentDirectory;
        if (!Directory.Exists(folder))
        {
            throw new InvalidTrainableException($"The command's WorkingDirectory '{folder}' does not exist.");
        }

        var start = new ProcessStartInfo(Locate(options.Program, folder), options.Arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        // What is null here must not be inherited either.
        foreach (var (name, value) in Variables(assignment, isCheckpointDue))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string Locate(string program, string folder) => OperatingSystem.IsWindows()
        ? program
        : Programs.Find(program, folder) ?? throw new InvalidTrainableException(
            program.Contains('/', StringComparison.Ordinal)
                ? $"The program '{program}' does not exist below '{folder}', or is not executable."
                : $"The program '{program}' was not found on the PATH.");

    private static Dictionary<string, string?> Variables(TrialAssignment assignment, bool isCheckpointDue)
    {
        var config = JsonSerializer.Serialize(assignment.Config);
        var file = Path.Combine(assignment.Folder, "config.json");
        using (var fresh = new StreamWriter(PlainFile.Replace(file, FileShare.Read, 4096)))
        {
            fresh.Write(config);
        }

        var checkpoints = Path.GetFullPath(Path.Combine(assignment.Folder, CheckpointName));
        FolderTree.Ensure(checkpoints);
        var artifacts = Path.GetFullPath(Path.Combine(assignment.Folder, CommandArtifacts.Name));
        FolderTree.Ensure(artifacts);
        var threads = Text(assignment.Threads);
        return new()
        {
            ["TUNE_CONFIG"] = config.Length <= VariableMax ? config : null,
            ["TUNE_CONFIG_FILE"] = file,
            ["TUNE_EXPERIMENT"] = assignment.Experiment,
            ["TUNE_TRIAL"] = assignment.Trial.ToString(),
            ["TUNE_ATTEMPT"] = assignment.Attempt.ToString(),
            ["TUNE_SEED"] = assignment.Seed.ToString(CultureInfo.InvariantCulture),
            ["TUNE_METRIC"] = assignment.Metric,
            ["TUNE_FOLDER"] = assignment.Folder,
            ["TUNE_THREADS"] = threads,
            ["TUNE_GPU"] = assignment.Resources.Gpu.ToString(CultureInfo.InvariantCulture),
            ["TUNE_ITERATION"] = Text(assignment.FromIteration),
            ["TUNE_CHECKPOINT_DIR"] = checkpoints,
            ["TUNE_CHECKPOINT_DUE"] = isCheckpointDue ? "1" : "0",
            ["TUNE_ARTIFACTS"] = artifacts,
            ["TUNE_RESTORE_DIR"] = assignment.From,
            ["CUDA_VISIBLE_DEVICES"] = assignment.VisibleCards,
            ["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID",
            ["OMP_NUM_THREADS"] = threads,
            ["PYTHONUNBUFFERED"] = "1",
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

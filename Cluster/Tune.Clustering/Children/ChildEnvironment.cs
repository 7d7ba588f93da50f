using System.Diagnostics;
using System.Globalization;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children;

/// <summary>What a child process is started for, and keeps for its life: attempts that need the same can share
/// it.</summary>
/// <param name="Trainable">The training code; the native state of one must not meet that of another.</param>
/// <param name="Threads">How many threads numeric libraries may use; they read it once.</param>
/// <param name="Gpus">The graphics cards it can see, by number, with commas.</param>
internal sealed record ChildEnvironment(string Trainable, int Threads, string Gpus)
{
    /// <summary>Where the node listens.</summary>
    public const string AddressVariable = "TUNE_CHILD";

    /// <summary>The secret to show there.</summary>
    public const string TokenVariable = "TUNE_CHILD_TOKEN";

    /// <summary>The name of the training code it is started for.</summary>
    public const string TrainableVariable = "TUNE_CHILD_TRAINABLE";

    public static ChildEnvironment Of(string trainable, TrialAssignment assignment) => new(
        trainable, Math.Max(1, assignment.Threads),
        string.Join(',', assignment.Gpus.Select(gpu => gpu.ToString(CultureInfo.InvariantCulture))));

    public ProcessStartInfo Prepare(ChildProgram program, string address, string token)
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var threads = Threads.ToString(CultureInfo.InvariantCulture);
        var variables = start.Environment;
        foreach (var name in (string[])["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",
            "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"])
        {
            variables[name] = threads;
        }

        // Threads that spin while they wait take the processor from the trials beside them.
        variables["OMP_WAIT_POLICY"] = "passive";
        variables["CUDA_VISIBLE_DEVICES"] = Gpus;
        variables["DOTNET_gcServer"] = "0";
        variables[AddressVariable] = address;
        variables[TokenVariable] = token;
        variables[TrainableVariable] = Trainable;
        return start;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Tune.Clustering.Children;

/// <summary>What a child process is started for, and keeps for its life: attempts that need the same can share
/// it.</summary>
/// <param name="Trainable">The training code; the native state of one must not meet that of another.</param>
/// <param name="Code">The fingerprint of that code.</param>
/// <param name="Threads">How many threads numeric libraries may use; they read it once.</param>
/// <param name="Gpus">The graphics cards it can see, as <c>CUDA_VISIBLE_DEVICES</c> has them.</param>
internal sealed record ChildEnvironment(string Trainable, string Code, int Threads, string Gpus)
{
    /// <summary>Where the node listens.</summary>
    public const string AddressVariable = "TUNE_CHILD";

    /// <summary>The secret to show there.</summary>
    public const string TokenVariable = "TUNE_CHILD_TOKEN";

    /// <summary>The name of the training code it is started for.</summary>
    public const string TrainableVariable = "TUNE_CHILD_TRAINABLE";

    /// <summary>The fingerprint of that code.</summary>
    public const string CodeVariable = "TUNE_CHILD_CODE";

    private const string HookVariable = "DOTNET_STARTUP_HOOKS";

    public static ChildEnvironment Of(ChildOrder order) => new(
        order.Trainable, order.Code.Fingerprint, Math.Max(1, order.Assignment.Threads),
        order.Assignment.VisibleCards);

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

        // Numbers mean what they mean to the driver, and not the fastest first.
        variables["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
        variables["DOTNET_gcServer"] = "0";
        variables[AddressVariable] = address;
        variables[TokenVariable] = token;
        variables[TrainableVariable] = Trainable;
        variables[CodeVariable] = Code;
        if (program.Hook is { } hook)
        {
            var others = variables.TryGetValue(HookVariable, out var set) && !string.IsNullOrEmpty(set)
                ? set + Path.PathSeparator
                : "";
            variables[HookVariable] = others + hook;
        }

        return start;
    }

    /// <summary>In the child: what it starts itself shall not be hooked.</summary>
    public static void Unhook(string hook)
    {
        var others = Environment.GetEnvironmentVariable(HookVariable)?.Split(Path.PathSeparator)
            .Where(one => one != hook).ToArray() ?? [];
        Environment.SetEnvironmentVariable(
            HookVariable, others.Length > 0 ? string.Join(Path.PathSeparator, others) : null);
    }
}

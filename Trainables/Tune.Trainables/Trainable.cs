using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Trainables;

/// <summary>Makes trainables: training code under the name by which experiments refer to it.</summary>
public static class Trainable
{
    /// <summary>
    /// An asynchronous function. It reports through its context and returns when there is nothing left to train. Its
    /// parts run on one thread of the attempt's own; within it, await tasks and do not block on them.
    /// </summary>
    /// <param name="name">1 to 250 characters.</param>
    /// <param name="body">Trains one attempt.</param>
    /// <typeparam name="TConfig">The configuration's type: a record as given to the search space, or
    /// <see cref="Configuration"/>.</typeparam>
    public static TrainableDefinition Function<TConfig>(string name, Func<TrialContext, TConfig, Task> body) =>
        Define(name, attempt => attempt.RunAsync(
            context => body(context, ConfigBinding.Bind<TConfig>(context.Config))));

    /// <summary>A function that is not asynchronous, on a thread of its own: it may compute and block as it
    /// likes.</summary>
    /// <inheritdoc cref="Function{TConfig}(string, Func{TrialContext, TConfig, Task})" />
    public static TrainableDefinition Function<TConfig>(string name, Action<TrialContext, TConfig> body) =>
        Define(name, attempt => attempt.Run(
            context => body(context, ConfigBinding.Bind<TConfig>(context.Config))));

    /// <summary>An asynchronous function that reads its configuration by name.</summary>
    /// <inheritdoc cref="Function{TConfig}(string, Func{TrialContext, TConfig, Task})" />
    public static TrainableDefinition Function(string name, Func<TrialContext, Configuration, Task> body) =>
        Function<Configuration>(name, body);

    /// <summary>A function that is not asynchronous and reads its configuration by name.</summary>
    /// <inheritdoc cref="Function{TConfig}(string, Action{TrialContext, TConfig})" />
    public static TrainableDefinition Function(string name, Action<TrialContext, Configuration> body) =>
        Function<Configuration>(name, body);

    /// <summary>A class that is called step by step.</summary>
    /// <param name="name">1 to 250 characters.</param>
    /// <param name="create">Makes a fresh instance for one attempt.</param>
    public static TrainableDefinition Class<TConfig>(string name, Func<StepTrainable<TConfig>> create) =>
        Define(name, attempt => attempt.Run(context =>
        {
            using var instance = create();
            instance.Run(context, ConfigBinding.Bind<TConfig>(context.Config));
        })) with
        {
            WithoutCheckpoints = () => WithoutCheckpoints(create),
        };

    /// <inheritdoc cref="Command(string, CommandOptions)" />
    /// <param name="name">1 to 250 characters.</param>
    /// <param name="program">The program: a path, or a name that is looked for on the PATH.</param>
    /// <param name="arguments">Its arguments, passed on as they are.</param>
    public static TrainableDefinition Command(string name, string program, params string[] arguments) =>
        Command(name, new CommandOptions { Program = program, Arguments = [.. arguments] });

    /// <summary>A program in any language, started once for each attempt.</summary>
    /// <remarks>
    /// <para>It finds its configuration as JSON in <c>TUNE_CONFIG</c> (and in the file <c>TUNE_CONFIG_FILE</c>), its
    /// seed in <c>TUNE_SEED</c>, and, if it is to go on from a checkpoint, that one's folder in <c>TUNE_RESTORE_DIR</c>
    /// and its iteration in <c>TUNE_ITERATION</c>. Further: <c>TUNE_EXPERIMENT</c>, <c>TUNE_TRIAL</c>,
    /// <c>TUNE_ATTEMPT</c>,
    /// <c>TUNE_METRIC</c>, <c>TUNE_THREADS</c>, <c>TUNE_FOLDER</c> (a scratch folder),
    /// <c>CUDA_VISIBLE_DEVICES</c>.</para>
    /// <para>It reports by printing a line
    /// <c>{"tune":"report","metrics":{"loss":0.3},"iteration":3,"checkpoint":true}</c>; iteration and checkpoint may be
    /// left out, NaN may be written bare, as NaN in quotes, or null. All other lines, and all on standard error, are
    /// log. With <c>"checkpoint":true</c> the files are in
    /// <c>TUNE_CHECKPOINT_DIR</c>, to be left alone until the answer comes; a program that does not wait for answers
    /// writes each checkpoint into a new folder below it and names that: <c>"checkpoint":"3"</c>. They are taken
    /// away.</para>
    /// <para>Answers come on standard input, and may be ignored:
    /// <c>{"tune":"continue","iteration":3,"checkpoint":true}</c>, where checkpoint says whether one offered with the
    /// next report would be kept (for the first one: <c>TUNE_CHECKPOINT_DUE</c>); <c>{"tune":"pause"}</c> and
    /// <c>{"tune":"stop"}</c>. With the last two comes SIGTERM, and after <see cref="CommandOptions.StopGrace"/> the
    /// program and all it started are killed. Until then one that handles the signal may finish its iteration and
    /// report it with a checkpoint or, right after a report, write one and print <c>{"tune":"checkpoint"}</c>.</para>
    /// <para>Files that it leaves in the folder <c>TUNE_ARTIFACTS</c> are kept with the trial to be looked at: when it
    /// ends, however it ends, and earlier at a report those that have not been changed for two seconds. What cannot be
    /// kept is said in the log.</para>
    /// <para>Exit code 0 completes the trial, another one is a failure with the last lines printed.</para>
    /// </remarks>
    /// <param name="name">1 to 250 characters.</param>
    /// <param name="options">Which program, and where.</param>
    /// <exception cref="ArgumentException">The name or an option is not allowed.</exception>
    public static TrainableDefinition Command(string name, CommandOptions options)
    {
        options.Validate();
        return new(Checked(name), () => new CommandTrainable(options, TimeProvider.System))
        {
            WithoutCheckpoints = () => options.Checkpoints
                ? null : "CommandOptions.Checkpoints is false. Set it if the program writes checkpoints",
        };
    }

    // Which class it is, the function that makes it knows. One that cannot be made here may be made where it runs.
    private static string? WithoutCheckpoints<TConfig>(Func<StepTrainable<TConfig>> create)
    {
        try
        {
            using var instance = create();
            return instance.WithoutCheckpoints();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    internal static TrainableDefinition Define(
        string name, Func<AttemptRun, Task<AttemptOutcome>> run, TimeProvider? clock = null) =>
        new(Checked(name), () => new FunctionTrainable(run, clock ?? TimeProvider.System));

    internal static string Checked(string name) => name is { Length: >= 1 and <= 250 } && !name.Any(char.IsControl)
        ? name
        : throw new ArgumentException(
            $"The trainable's name '{name}' is not allowed: 1 to 250 characters, no control characters.", nameof(name));
}

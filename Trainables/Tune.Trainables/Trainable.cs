using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Trainables.Running;

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
        }));

    internal static TrainableDefinition Define(
        string name, Func<AttemptRun, Task<AttemptOutcome>> run, TimeProvider? clock = null) =>
        new(Checked(name), () => new FunctionTrainable(run, clock ?? TimeProvider.System));

    internal static string Checked(string name) => name is { Length: >= 1 and <= 250 } && !name.Any(char.IsControl)
        ? name
        : throw new ArgumentException(
            $"The trainable's name '{name}' is not allowed: 1 to 250 characters, no control characters.", nameof(name));
}

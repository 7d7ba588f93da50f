using Tune.Chaos;
using Tune.Chaos.Sweep;

// Two programs in one: the supervisor that kills, and the sweep that is killed.
return args is [SweepProgram.Verb, ..]
    ? await SweepProgram.RunAsync(args[1..])
    : Environment.GetEnvironmentVariable("TUNE_CHILD") is not null
        ? await SweepProgram.RunAsync([])
        : await Supervisor.RunAsync(ChaosOptions.Parse(args));

using Tune.Chaos;
using Tune.Chaos.Calls;
using Tune.Chaos.Sweep;

// Programs in one: the supervisor that kills, the sweep that is killed, and the storm of calls.
return args is [CallsProgram.Verb, ..]
    ? await CallsProgram.RunAsync(args[1..])
    : args is [SweepProgram.Verb, ..]
    ? await SweepProgram.RunAsync(args[1..])
    : Environment.GetEnvironmentVariable("TUNE_CHILD") is not null
        ? await SweepProgram.RunAsync([])
        : await Supervisor.RunAsync(ChaosOptions.Parse(args));

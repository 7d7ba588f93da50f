using Tune.Cli;

// Every static method marked [Experiment] in this project becomes a command: see Digits/DigitsExperiment.cs.
return await TuneApp.RunAsync(args);

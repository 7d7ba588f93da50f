namespace Tune.Clustering.Protocol;

/// <summary>Something for one experiment, wherever it is: the name decides where it goes.</summary>
internal interface IExperimentMessage : IWireMessage
{
    string Experiment { get; }
}

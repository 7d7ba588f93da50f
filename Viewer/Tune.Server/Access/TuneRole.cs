namespace Tune.Server.Access;

/// <summary>What somebody may do; each may do what those before it may.</summary>
public enum TuneRole
{
    /// <summary>Look at everything.</summary>
    Viewer,

    /// <summary>Act on experiments: pause, stop, tag and the like.</summary>
    Operator,

    /// <summary>Delete for good, and make links that log others in.</summary>
    Admin,
}

using System.Reflection;

namespace Tune.Engine.Spaces;

/// <summary>What stands between a space and a function of the user's that it asks.</summary>
internal interface ISpaceCode
{
    /// <summary>Where the user's function is.</summary>
    Assembly Source { get; }
}

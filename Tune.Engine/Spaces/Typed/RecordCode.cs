using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>A function that was made at run time around a member of a record.</summary>
/// <param name="record">The record.</param>
/// <param name="function">The function.</param>
internal sealed class RecordCode<T>(Type record, Func<Configuration, T> function) : ISpaceCode
{
    public Assembly Source => record.Assembly;

    public T Ask(Configuration configuration) => function(configuration);
}

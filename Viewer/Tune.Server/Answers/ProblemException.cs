namespace Tune.Server.Answers;

/// <summary>A problem whose kind is known where it is found.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="kind">One word for programs; it does not change.</param>
/// <param name="detail">One sentence for people.</param>
internal sealed class ProblemException(int status, string kind, string detail) : Exception(detail)
{
    public int Status => status;

    public string Kind => kind;
}

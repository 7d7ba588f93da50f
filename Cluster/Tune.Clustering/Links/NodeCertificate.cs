using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tune.Clustering.Links;

/// <summary>Certificates that vouch for one process and for nothing else: nobody signs them, they are known by their
/// thumbprint and are never written to a disk.</summary>
internal static class NodeCertificate
{
    private static readonly TimeSpan Skew = TimeSpan.FromDays(1);
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    /// <summary>Makes one.</summary>
    public static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=tune", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var made = request.CreateSelfSigned(now - Skew, now + Life);

        // A key that was made in place is not one that TLS takes everywhere.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace Chatbot.Storage;

/// <summary>Registers this room.</summary>
internal static class StorageRoom
{
    private const string Section = "Storage";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions>().BindConfiguration(Section).ValidateDataAnnotations();
        services.AddSingleton<StorageFolder>().AddSingleton<StorageLock>().AddSingleton<Backup>();
        services.AddSingleton<IDbContextFactory<ChatbotDb>, Databases>();
        services.AddSingleton<KeyRing>().AddSingleton<InstallationKey>().AddSingleton<RecordSeal>().AddSingleton<AuditTrail>();
        var protection = services.AddDataProtection().SetApplicationName("Chatbot");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);

        // The framework takes the certificates themselves, not options, so this one section is read here.
        if (configuration.GetSection(Section).Get<StorageOptions>() is { Certificate: { } current } storage)
        {
            var certificate = Load(current);
            protection.ProtectKeysWithCertificate(certificate);
            protection.UnprotectKeysWithAnyCertificate([certificate, .. storage.FormerCertificates.Select(Load)]);
        }

        return services;
    }

    private static X509Certificate2 Load(KeyCertificate certificate)
    {
        try
        {
            var loaded = X509CertificateLoader.LoadPkcs12FromFile(certificate.File, certificate.Password);
            return loaded.HasPrivateKey ? loaded : throw new StartRefusedException($"{certificate.File} holds no private key, so it cannot open the key ring. Export it with its private key.");
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The certificate {certificate.File} of the key ring cannot be opened: the file or its password (Storage__Certificate__Password) is wrong. Without it no contact request can be read.", fault);
        }
    }
}

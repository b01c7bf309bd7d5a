using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Chatbot.Storage;

/// <summary>
/// The Data Protection keys, one XML file each. The framework's own file repository does not wait for the disk: after a
/// power cut a committed request could outlive its key. This one does wait.
/// </summary>
internal sealed class KeyRing(StorageFolder folder) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Files().Select(file => XElement.Load(file))];

    public void StoreElement(XElement element, string friendlyName)
    {
        DurableFile.MakePrivateFolder(folder.KeyFolder);
        var name = friendlyName.Length > 0 && friendlyName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? friendlyName : $"{Guid.NewGuid():D}";
        DurableFile.Write(Path.Combine(folder.KeyFolder, $"{name}.xml"), Encoding.UTF8.GetBytes(element.ToString()));
    }

    /// <summary>The ids of the keys. Throws <see cref="StartRefusedException"/> for a file that cannot be read.</summary>
    public IReadOnlySet<Guid> Ids()
    {
        var ids = new HashSet<Guid>();
        foreach (var file in Files())
        {
            try
            {
                var element = XElement.Load(file);
                if (element.Name == "key" && Guid.TryParse(element.Attribute("id")?.Value, out var id))
                    ids.Add(id);
            }
            catch (XmlException fault)
            {
                throw new StartRefusedException($"The key file {file} is damaged. Restore it from the backup; without it the contact requests that it sealed cannot be read.", fault);
            }
        }

        return ids;
    }

    private IEnumerable<string> Files() => Directory.Exists(folder.KeyFolder) ? Directory.EnumerateFiles(folder.KeyFolder, "*.xml").Order(StringComparer.Ordinal) : [];
}

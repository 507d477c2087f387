#include "zip.hpp"

#include <cstdint>
#include <zlib.h>

namespace stratum::people {
namespace {

void put(Bytes& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i) & 0xff));
}
void put(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

constexpr std::uint32_t kVersion = 20;
constexpr std::uint32_t kMidnight1980 = 0x21;  // the format's first day: 1980-01-01

/// What the entry before the file and the one in the directory share.
void put_facts(Bytes& out, const ZipFile& file) {
    const auto size = static_cast<std::uint32_t>(file.text.size());
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(file.text.data()), size);
    put(out, kVersion, 2);
    put(out, 0, 2);  // flags
    put(out, 0, 2);  // stored
    put(out, 0, 2);  // time
    put(out, kMidnight1980, 2);
    put(out, static_cast<std::uint32_t>(sum), 4);
    put(out, size, 4);
    put(out, size, 4);
    put(out, static_cast<std::uint32_t>(file.name.size()), 2);
    put(out, 0, 2);  // extra fields
}

}  // namespace

Bytes make_zip(const std::vector<ZipFile>& files) {
    Bytes out;
    Bytes directory;
    for (const ZipFile& file : files) {
        const auto offset = static_cast<std::uint32_t>(out.size());
        put(out, 0x04034b50, 4);
        put_facts(out, file);
        put(out, file.name);
        put(out, file.text);
        put(directory, 0x02014b50, 4);
        put(directory, kVersion, 2);
        put_facts(directory, file);
        put(directory, 0, 2);  // comment
        put(directory, 0, 2);  // disk
        put(directory, 0, 2);  // internal attributes
        put(directory, 0, 4);  // external attributes
        put(directory, offset, 4);
        put(directory, file.name);
    }
    const auto begin = static_cast<std::uint32_t>(out.size());
    out.insert(out.end(), directory.begin(), directory.end());
    put(out, 0x06054b50, 4);
    put(out, 0, 4);  // disks
    put(out, static_cast<std::uint32_t>(files.size()), 2);
    put(out, static_cast<std::uint32_t>(files.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, begin, 4);
    put(out, 0, 2);  // comment
    return out;
}

}  // namespace stratum::people

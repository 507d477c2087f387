#include "stratum/base/os/write_file.hpp"

#include "stratum/base/os/files.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>

namespace stratum {

Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
    const std::string unfinished = path + ".part";
    {
        std::ofstream out{unfinished, std::ios::binary | std::ios::trunc};
        if (!out) return file_error(errno, "cannot write", path);
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        out.close();
        if (!out) {
            const Error failure = file_error(errno, "cannot write", path);
            std::remove(unfinished.c_str());
            return failure;
        }
    }
    if (std::rename(unfinished.c_str(), path.c_str()) == 0) return {};
    const Error failure = file_error(errno, "cannot write", path);
    std::remove(unfinished.c_str());
    return failure;
}

}  // namespace stratum

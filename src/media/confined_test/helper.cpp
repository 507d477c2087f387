// A child that does what the request says: decodes like an honest one, or misbehaves in a named way.
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"
#include "stratum/media/confined.hpp"
#include "stratum/media/decoder.hpp"
#include "stratum/media/tags.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace stratum;
using namespace stratum::media;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Result<Bytes> decode(Source& source, ParentLink& parent) {
    STRATUM_TRY(Decoder decoder, Decoder::open(source));
    std::vector<float> block(static_cast<std::size_t>(decoder.info().channels) * 16'384);
    std::int64_t frames = 0;
    for (;;) {
        STRATUM_TRY(const std::size_t got, decoder.read(block));
        if (got == 0) break;
        frames += static_cast<std::int64_t>(got);
        parent.alive(duration_of(frames, decoder.info().rate));
    }
    STRATUM_TRY(const ContentId id, decoder.content_id());
    const auto tags = read_tags(source);
    std::string line = decoder.info().container + "/" + decoder.info().codec + " " + std::to_string(frames) + " " +
                       to_hex(id).substr(0, 12) + " tags:" + (tags ? to_json(*tags) : tags.error().text());
    if (!decoder.warning().empty()) line += " warning:" + decoder.warning();
    return bytes_of(line);
}

[[gnu::noinline]] int overflow_stack(int depth) {
    volatile char block[4096];
    block[0] = static_cast<char>(depth);
    if (depth < 0) return 0;  // Never, but the compiler can not know.
    return overflow_stack(depth + 1) + block[0];
}

/// What the kernel says to an attempt: "allowed", or the reason.
Result<Bytes> told(bool allowed) { return bytes_of(allowed ? "allowed" : std::strerror(errno)); }

Result<Bytes> handle(Source& source, std::span<const std::uint8_t> request, ParentLink& parent) {
    const std::string what{request.begin(), request.end()};
    if (what == "decode") return decode(source, parent);
    if (what == "pid") return bytes_of(std::to_string(::getpid()));
    if (what == "segfault") ::raise(SIGSEGV);
    if (what == "abort") std::abort();
    if (what == "killed") ::raise(SIGKILL);
    if (what == "terminated") ::raise(SIGTERM);
    if (what == "stack") return bytes_of(std::to_string(overflow_stack(0)));
    if (what == "exit") ::_exit(7);
    if (what == "memory") {
        std::vector<std::vector<char>> hog;
        for (;;) hog.emplace_back(std::size_t{16} << 20, 'x');
    }
    if (what == "throw") throw std::runtime_error("something");
    if (what == "silence") std::this_thread::sleep_for(std::chrono::hours{1});
    if (what == "loop")
        for (;;) parent.alive(Seconds{1.0});
    if (what == "open") return told(::open("/etc/passwd", O_RDONLY) >= 0);
    if (what == "reopen") return told(::open(("/proc/self/fd/" + std::to_string(source.fd)).c_str(), O_RDWR) >= 0);
    if (what == "create") return told(::open("/tmp/stratum-must-not-exist", O_CREAT | O_WRONLY, 0600) >= 0);
    if (what == "unlink") return told(::unlink(source.name.c_str()) == 0);
    if (what == "kill parent") return told(::kill(::getppid(), 0) == 0);
    if (what == "executable memory")
        return told(::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    if (what == "socket") return told(::socket(AF_INET, SOCK_STREAM, 0) >= 0);
    if (what == "fork") return told(::fork() >= 0);
    if (what == "exec") return told(::execl("/bin/true", "true", nullptr) == 0);
    if (what == "thread") {
        int value = 0;
        std::thread{[&] { value = 1; }}.join();
        return bytes_of(value == 1 ? "allowed" : "no");
    }
    if (what == "babble") {
        const std::string nonsense = "\xff\xff\xff\xff and what a broken child may say";
        (void)!::write(0, nonsense.data(), nonsense.size());
        std::this_thread::sleep_for(std::chrono::hours{1});
    }
    if (what == "ask") return parent.ask(bytes_of("what is it?"));
    if (what == "descriptors") {
        int count = 0;
        for (int fd = 0; fd < 64; ++fd) count += ::fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
        return bytes_of(std::to_string(count));
    }
    if (what == "large") return Bytes(std::size_t{20} << 20, 42);
    return error(ErrorCode::corrupt, "as the test asked");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "broken") == 0) return 9;
    Limits limits;
    limits.memory_bytes = std::uint64_t{256} << 20;
    return serve_confined(handle, limits);
}

#include "answer.hpp"
#include "stratum/base/text.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT: what spawned programs get

namespace stratum::evaluate {

bool is_midi(const std::string& path) {
    const std::string lower = to_lower(path);
    return lower.ends_with(".mid") || lower.ends_with(".midi");
}

Result<std::string> MidiRenderer::wav_of(const std::string& midi) const {
    namespace fs = std::filesystem;
    std::error_code code;
    fs::create_directories(cache_, code);
    if (code) return error(ErrorCode::io, "cannot make the folder " + cache_ + ": " + code.message());
    // One name for each pair of file and sound font.
    const auto id = std::hash<std::string>{}(fs::absolute(midi).string() + "\n" + soundfont_);
    const std::string wav = cache_ + "/" + fs::path{midi}.stem().string() + "-" + std::to_string(id) + ".wav";
    if (fs::exists(wav, code)) return wav;
    const std::string part = wav + "." + std::to_string(id % 1000) + ".part";

    std::array<std::string, 12> words{"fluidsynth", "-n",  "-i", "-q",  "-r", "44100",
                                      "-g",         "0.6", "-T", "wav", "-F", part};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    std::string font = soundfont_;
    std::string file = midi;
    arguments.push_back(font.data());
    arguments.push_back(file.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
    pid_t child = 0;
    const int failed = posix_spawnp(&child, "fluidsynth", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return error(ErrorCode::unsupported, std::string{"cannot start fluidsynth: "} + std::strerror(failed),
                     "install the package fluidsynth, or leave out --soundfont");
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !fs::exists(part, code))
        return error(ErrorCode::crashed, "fluidsynth could not render " + midi);
    fs::rename(part, wav, code);
    if (code) return error(ErrorCode::io, "cannot keep " + wav + ": " + code.message());
    return wav;
}

}  // namespace stratum::evaluate

#include "ffmpeg_process.hpp"

#include "confined/sandbox.hpp"

#include <array>
#include <bit>
#include <charconv>

namespace stratum::media {
namespace {

constexpr std::array kTasks{
    std::pair{FfmpegTask::probe, std::string_view{"probe"}},
    std::pair{FfmpegTask::decode, std::string_view{"decode"}},
    std::pair{FfmpegTask::packets, std::string_view{"packets"}},
    std::pair{FfmpegTask::trim, std::string_view{"trim"}},
};

constexpr int kFile = 3;  // The file's number in the child.

// Containers that hold their own data. Play lists, concatenations, scripts, devices and network formats are left out.
constexpr const char* kContainers =
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dff,dsf,dts,dtshd,dv,eac3,flac,flv,gsm,iff,kux,loas,matroska,mlp,"
    "mov,"
    "mp3,mpc,mpc8,mpeg,mpegts,mxf,nut,oga,ogg,oma,qcp,rm,shn,sox,swf,tak,tta,truehd,voc,vqf,w64,wav,webm,wsaud,wtv,wv,"
    "xwma";

std::string hexadecimal(std::uint32_t number) {
    std::array<char, 8> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
}

/// What all runs begin with.
std::vector<std::string> common_arguments() {
    return {"-v", "error", "-protocol_whitelist", "file,pipe", "-format_whitelist", kContainers};
}
std::string input_name() { return "/proc/self/fd/" + std::to_string(kFile); }

std::vector<std::string> arguments_of(const FfmpegRequest& request) {
    const std::string input = input_name();
    std::vector<std::string> common = common_arguments();
    if (request.task == FfmpegTask::probe) {
        common.insert(common.end(),
                      {"-select_streams", "a:0", "-show_entries",
                       "format=format_name,duration:stream=codec_name,codec_tag_string,sample_fmt,sample_rate,channels,"
                       "channel_layout,"
                       "bits_per_raw_sample,bits_per_sample,bit_rate,duration_ts,time_base",
                       "-of", "default=noprint_wrappers=1", input});
        return common;
    }
    if (request.task == FfmpegTask::trim) {
        common.insert(common.end(), {"-select_streams", "a:0", "-show_data", "-show_entries",
                                     "stream=extradata:packet=duration:packet_side_data=skip_samples,discard_padding",
                                     "-of", "default=noprint_wrappers=1", input});
        return common;
    }
    std::vector<std::string> out{"-nostdin", "-hide_banner"};
    out.insert(out.end(), common.begin(), common.end());
    // One thread: speed comes from many files at once, and fewer threads mean less to allow.
    out.insert(out.end(), {"-threads", "1", "-i", input, "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"});
    if (request.task == FfmpegTask::decode) {
        // A number of channels alone means its usual layout, into which ffmpeg would mix another one.
        if (std::popcount(request.channel_mask) == request.channels)
            out.insert(out.end(), {"-af", "aformat=channel_layouts=0x" + hexadecimal(request.channel_mask)});
        else
            out.insert(out.end(), {"-ac", std::to_string(request.channels)});
        out.insert(out.end(),
                   {"-filter_threads", "1", "-ar", std::to_string(request.rate.value()), "-c:a",
                    request.integers ? "pcm_s32le" : "pcm_f32le", "-f", request.integers ? "s32le" : "f32le"});
    } else {
        out.insert(out.end(), {"-c:a", "copy"});
        if (request.raw_aac) out.insert(out.end(), {"-bsf:a", "aac_adtstoasc"});
        out.insert(out.end(), {"-f", "data"});
    }
    out.emplace_back("pipe:1");
    return out;
}

Result<FfmpegRun> start_program(const std::string& name, std::vector<std::string> arguments, int file,
                                const FfmpegLimits& limits) {
    const std::string program = os::find_program(name);
    if (program.empty())
        return error(ErrorCode::unsupported, "this format is read through ffmpeg, which is not installed",
                     "install the package ffmpeg");
    STRATUM_TRY(os::Pipe output, os::make_pipe());
    STRATUM_TRY(os::Pipe report, os::make_pipe());
    os::SpawnOptions options;
    options.executable = program;
    options.arguments = std::move(arguments);
    options.descriptors = {{1, output.write.get()}, {2, report.write.get()}, {kFile, file}};
    options.environment = {"LC_ALL=C", "PATH=/usr/bin:/bin"};
    SandboxRules rules;
    rules.memory_bytes = limits.memory_bytes;
    rules.cpu_seconds = limits.cpu_seconds;
    rules.runs_program = true;
    rules.readable = {"/usr", "/lib", "/lib64", "/opt", "/nix/store", "/snap", "/etc/ld.so.cache", "/dev/null"};
    rules.executables = {program, "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
                         "/lib/ld-musl-x86_64.so.1"};
    rules.readable_file = file;
    const Sandbox sandbox = Sandbox::prepare(rules);
    options.before_exec = [&sandbox] { return sandbox.apply(); };
    STRATUM_TRY(os::Process process, os::spawn(options));
    return FfmpegRun{std::move(process), {std::move(output.read), std::move(report.read)}};
}

}  // namespace

Result<FfmpegRun> start_confined_ffmpeg(
    const std::string& name, const std::function<std::vector<std::string>(const std::string& input)>& arguments,
    int file, const FfmpegLimits& limits) {
    std::vector<std::string> all{"-nostdin", "-hide_banner"};
    for (auto& part : {common_arguments(), arguments(input_name())}) all.insert(all.end(), part.begin(), part.end());
    return start_program(name, std::move(all), file, limits);
}

std::string_view name_of(FfmpegTask task) { return find_name(kTasks, task); }
bool from_name(std::string_view name, FfmpegTask& out) { return find_name(kTasks, name, out); }

Result<FfmpegRun> start_ffmpeg(int file, const FfmpegRequest& request, const FfmpegLimits& limits) {
    if (request.task == FfmpegTask::decode && (request.rate.value() < 1 || request.rate.value() > 10'000'000 ||
                                               request.channels < 1 || request.channels > 64))
        return error(ErrorCode::invalid_argument, "a decoder was asked for an impossible rate or number of channels");
    const bool asks_ffprobe = request.task == FfmpegTask::probe || request.task == FfmpegTask::trim;
    return start_program(asks_ffprobe ? "ffprobe" : "ffmpeg", arguments_of(request), file, limits);
}

}  // namespace stratum::media

#pragma once

#include <cstddef>
#include <cstdint>

/// The few entries of ONNX Runtime's C interface that are called here.
///
/// The interface is a table of functions whose places never change: new ones are added at the end, and a library hands
/// out the table of any older version. So the places below, those of ONNX Runtime 1.0, hold for all later versions,
/// and no header of the library is needed. Source: the documentation of the ONNX Runtime C API ("OrtApi").
namespace stratum::nn::ort {

struct Env;
struct Status;
struct MemoryInfo;
struct Session;
struct SessionOptions;
struct Value;
struct ShapeInfo;

/// What the library's one exported function, `OrtGetApiBase`, returns.
struct ApiBase {
    const void* const* (*get_api)(std::uint32_t version) noexcept;
    const char* (*version)() noexcept;
};

inline constexpr std::uint32_t kApiVersion = 14;
inline constexpr int kLogErrors = 3;
inline constexpr int kFloat = 1;           // ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
inline constexpr int kArenaAllocator = 1;  // OrtArenaAllocator
inline constexpr int kDefaultMemory = 0;   // OrtMemTypeDefault
inline constexpr int kAllOptimizations = 99;

/// Place in the table, and type, of each function used.
template <std::size_t Place, class Function>
struct Entry {
    static Function* of(const void* const* api) { return reinterpret_cast<Function*>(const_cast<void*>(api[Place])); }
};

using GetErrorMessage = Entry<2, const char*(const Status*)>;
using CreateEnv = Entry<3, Status*(int level, const char* name, Env**)>;
using DisableTelemetryEvents = Entry<6, Status*(const Env*)>;
using CreateSessionFromArray =
    Entry<8, Status*(const Env*, const void* data, std::size_t size, const SessionOptions*, Session**)>;
using Run = Entry<9, Status*(Session*, const void* run_options, const char* const* inputs, const Value* const* values,
                             std::size_t count, const char* const* outputs, std::size_t output_count, Value**)>;
using CreateSessionOptions = Entry<10, Status*(SessionOptions**)>;
using DisableMemPattern = Entry<17, Status*(SessionOptions*)>;
using DisableCpuMemArena = Entry<19, Status*(SessionOptions*)>;
using SetSessionGraphOptimizationLevel = Entry<23, Status*(SessionOptions*, int level)>;
using SetIntraOpNumThreads = Entry<24, Status*(SessionOptions*, int threads)>;
using SetInterOpNumThreads = Entry<25, Status*(SessionOptions*, int threads)>;
using CreateTensorWithData = Entry<49, Status*(const MemoryInfo*, void* data, std::size_t bytes,
                                               const std::int64_t* shape, std::size_t dimensions, int type, Value**)>;
using GetTensorMutableData = Entry<51, Status*(Value*, void**)>;
using GetTensorElementType = Entry<60, Status*(const ShapeInfo*, int*)>;
using GetDimensionsCount = Entry<61, Status*(const ShapeInfo*, std::size_t*)>;
using GetDimensions = Entry<62, Status*(const ShapeInfo*, std::int64_t*, std::size_t)>;
using GetTensorTypeAndShape = Entry<65, Status*(const Value*, ShapeInfo**)>;
using CreateCpuMemoryInfo = Entry<69, Status*(int allocator, int memory, MemoryInfo**)>;
using ReleaseEnv = Entry<92, void(Env*)>;
using ReleaseStatus = Entry<93, void(Status*)>;
using ReleaseMemoryInfo = Entry<94, void(MemoryInfo*)>;
using ReleaseSession = Entry<95, void(Session*)>;
using ReleaseValue = Entry<96, void(Value*)>;
using ReleaseShapeInfo = Entry<99, void(ShapeInfo*)>;
using ReleaseSessionOptions = Entry<100, void(SessionOptions*)>;

}  // namespace stratum::nn::ort

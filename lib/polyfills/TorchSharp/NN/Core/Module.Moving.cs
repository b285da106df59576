using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves parameters and buffers to a device and converts the floating-point ones.</summary>
            /// <param name="device">The device.</param>
            /// <param name="dtype">A floating-point or complex type.</param>
            /// <param name="non_blocking">Whether a copy from pinned memory may go on in the background.</param>
            /// <exception cref="ArgumentException">The type is neither floating-point nor complex.</exception>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckType(dtype);
                CheckDevice(device.type);
                _toEpilog(device.type == DeviceType.CUDA ? device : new Device(device.type, -1), dtype, non_blocking);
                return this;
            }

            /// <summary>Moves parameters and buffers to a device.</summary>
            /// <param name="deviceType">Kind of the device.</param>
            /// <param name="deviceIndex">Its index, -1 for the current one.</param>
            /// <param name="non_blocking">Whether a copy from pinned memory may go on in the background.</param>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                if (deviceType != DeviceType.CUDA) deviceIndex = -1;
                CheckDevice(deviceType);
                if (deviceType != _deviceType || deviceIndex != _deviceIndex)
                    _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            /// <summary>Converts the floating-point parameters and buffers.</summary>
            /// <param name="dtype">A floating-point or complex type.</param>
            /// <param name="non_blocking">Whether a copy from pinned memory may go on in the background.</param>
            /// <exception cref="ArgumentException">The type is neither floating-point nor complex.</exception>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckType(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            /// <summary>Moves and converts to where and what another tensor is.</summary>
            /// <param name="other">The tensor.</param>
            /// <param name="non_blocking">Whether a copy from pinned memory may go on in the background.</param>
            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            /// <summary>Converts this module and those below.</summary>
            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <summary>Moves and converts this module and those below.</summary>
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) =>
                _toEpilog(dtype, device, non_blocking);

            /// <summary>Moves this module and those below.</summary>
            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>Replaces the parameters and buffers of this module and of those below, and the fields that
            /// hold them.
            /// </summary>
            /// <param name="dtype">Type, or null to keep it.</param>
            /// <param name="device">Device, or null to keep it.</param>
            /// <param name="non_blocking">Whether a copy from pinned memory may go on in the background.</param>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is null && device is null)
                    throw new ArgumentNullException(nameof(dtype), "A module can only be moved to a device or a type.");
                foreach (var (_, child) in named_children()) child.MoveTo(dtype, device, non_blocking);
                foreach (var (name, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var moved) || SetProperty(name,
                        moved)) continue;
                    parameter.Dispose();
                    ConditionallyRegisterParameter(name, moved);
                    SetField(name, moved);
                }
                // As in TorchSharp, a buffer that is not persistent stays where it is.
                foreach (var (name, buffer) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, buffer, out var moved) || SetProperty(name, moved)) continue;
                    ConditionallyRegisterBuffer(name, moved);
                    SetField(name, moved);
                }
                if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
            }

            /// <summary>Makes the moved copy of a buffer and frees the original.</summary>
            /// <param name="dtype">Type for a floating-point buffer, or null to keep it.</param>
            /// <param name="device">Device, or null to keep it.</param>
            /// <param name="buffer">The buffer.</param>
            /// <param name="result">The copy, or null where nothing was to do.</param>
            /// <returns>Whether a copy was made.</returns>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                var (type, place) = Destination(buffer, dtype, device);
                result = null;
                if (!NeedsCopy(buffer, type, place)) return false;
                result = buffer.to(type, place, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            /// <summary>Makes the moved copy of a parameter, with its gradient.</summary>
            /// <param name="dtype">Type for a floating-point parameter, or null to keep it.</param>
            /// <param name="device">Device, or null to keep it.</param>
            /// <param name="param">The parameter.</param>
            /// <param name="p">The copy, or null where nothing was to do.</param>
            /// <returns>Whether a copy was made.</returns>
            protected static bool ReplaceParameter(
                ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                var (type, place) = Destination(param, dtype, device);
                using var gradient = param.grad;
                p = null;
                if (!NeedsCopy(param, type, place) && (gradient is null || !NeedsCopy(gradient, type,
                    place))) return false;
                using var untracked = no_grad();
                p = new Parameter(param.to(type, place, copy: true), param.requires_grad);
                p.DetachFromDisposeScope();
                if (gradient is null) return true;
                using var movedGradient = gradient.to(type, place).with_requires_grad(gradient.requires_grad);
                p.grad = movedGradient;
                return true;
            }

            internal T MoveModule<T>(Device? device, ScalarType? dtype) where T : Module
            {
                var (place, type) = GetDefaultDeviceAndType(device, dtype);
                return (T)_to(place, type, false);
            }

            internal void MoveTo(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (device is null) _to(dtype!.Value, non_blocking);
                else if (dtype is null) _to(device.type, device.index, non_blocking);
                else _to(device, dtype.Value, non_blocking);
            }

            private bool SetProperty(string name, Tensor? value)
            {
                var property = Array.Find(GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance),
                    candidate => candidate.Name == name && candidate.GetIndexParameters().Length == 0);
                if (property is not { CanWrite: true } || !property.PropertyType.IsInstanceOfType(value)) return false;
                property.SetValue(this, value);
                return true;
            }

            private void SetField(string name, Tensor? value)
            {
                var field = Array.Find(ComponentFields(GetType()), candidate => candidate.Key == name).Field;
                if (field is not null && field.FieldType.IsInstanceOfType(value)) field.SetValue(this, value);
            }

            private static (ScalarType, Device) Destination(Tensor tensor, ScalarType? dtype, Device? device)
            {
                bool converts = dtype is not null && (IsFloat(tensor.dtype) || IsComplex(tensor.dtype));
                return (converts ? dtype!.Value : tensor.dtype, device ?? tensor.device);
            }

            private static bool NeedsCopy(Tensor tensor, ScalarType dtype, Device device) =>
                tensor.dtype != dtype || tensor.device_type != device.type ||
                device.index >= 0 && tensor.device_index != device.index;

            private static void CheckDevice(DeviceType type)
            {
                if (type == DeviceType.CUDA && !cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");
            }

            private static void CheckType(ScalarType dtype)
            {
                if (IsFloat(dtype) || IsComplex(dtype)) return;
                throw new ArgumentException(
                    $"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            private static bool IsFloat(ScalarType type) =>
                type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

            private static bool IsComplex(ScalarType type) =>
                type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
        }
    }
}

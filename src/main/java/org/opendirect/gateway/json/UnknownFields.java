package org.opendirect.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.introspect.VirtualAnnotatedMember;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.VirtualBeanPropertyWriter;
import com.fasterxml.jackson.databind.util.Annotations;
import com.fasterxml.jackson.databind.util.SimpleBeanPropertyDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the JSON of a stored object had that this version knows no property for, at any depth, each by the object that it was found in. One
 * that is replaced by another object takes its unknown fields with it: they described the former.
 */
final class UnknownFields {

    private final Map<Object, Map<String, JsonNode>> byOwner = new IdentityHashMap<>();

    private void keep(Object owner, String name, JsonNode value) {
        byOwner.computeIfAbsent(owner, o -> new LinkedHashMap<>()).put(name, value);
    }

    /** The attribute under which the fields of the object that is read or written are passed. */
    private static UnknownFields of(Object attribute) {
        return attribute instanceof UnknownFields fields ? fields : null;
    }

    /** Keeps them while a stored object is read. */
    static final class Keeper extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser, JsonDeserializer<?> deserializer, Object owner,
                                             String name) throws IOException {
            UnknownFields fields = of(context.getAttribute(UnknownFields.class));
            if (fields == null) {
                return false;
            }
            fields.keep(owner, name, context.readTree(parser));
            return true;
        }
    }

    /** Has them written, after the properties of the object that they belong to. */
    static final class Restorer extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription type, List<BeanPropertyWriter> properties) {
            JavaType none = config.constructType(Object.class);
            var member = new VirtualAnnotatedMember(type.getClassInfo(), type.getBeanClass(), "(unknown fields)", none);
            var all = new ArrayList<>(properties);
            all.add(new Writer(SimpleBeanPropertyDefinition.construct(config, member), type.getClassAnnotations(), none,
                    properties.stream().map(BeanPropertyWriter::getName).collect(Collectors.toUnmodifiableSet())));
            return all;
        }
    }

    /** Stands for any number of properties; which ones, each object says for itself. */
    private static final class Writer extends VirtualBeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        /** what is written anyway, such as what is derived from other properties and not read back */
        private final Set<String> known;

        Writer(BeanPropertyDefinition definition, Annotations annotations, JavaType type, Set<String> known) {
            super(definition, annotations, type);
            this.known = known;
        }

        @Override
        public void serializeAsField(Object owner, JsonGenerator generator, SerializerProvider provider) throws IOException {
            UnknownFields fields = of(provider.getAttribute(UnknownFields.class));
            Map<String, JsonNode> unknown = fields == null ? null : fields.byOwner.get(owner);
            if (unknown == null) {
                return;
            }
            for (var field : unknown.entrySet()) {
                if (!known.contains(field.getKey())) {
                    provider.defaultSerializeField(field.getKey(), field.getValue(), generator);
                }
            }
        }

        @Override
        protected Object value(Object owner, JsonGenerator generator, SerializerProvider provider) {
            throw new UnsupportedOperationException("it is no single value");
        }

        @Override
        public VirtualBeanPropertyWriter withConfig(MapperConfig<?> config, AnnotatedClass owner, BeanPropertyDefinition definition, JavaType type) {
            return new Writer(definition, owner.getAnnotations(), type, known);
        }
    }
}
